import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('reason', models.CharField(max_length=500)),
                ('given_at', models.DateTimeField()),
                ('given_by', models.CharField(max_length=80)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_by', models.CharField(blank=True, max_length=80)),
                ('taken_back_why', models.CharField(blank=True, max_length=300)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('case', 'kind'), name='label_once_at_a_time')],
            },
        ),
    ]
