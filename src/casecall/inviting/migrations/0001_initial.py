import casecall.inviting.rules
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('calls', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Addressee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField(default=0)),
                ('name', models.CharField(max_length=200)),
                ('same', models.CharField(max_length=400)),
                ('kind', models.CharField(blank=True, choices=casecall.inviting.rules.kind_choices, max_length=12)),
                ('group', models.CharField(blank=True, max_length=100)),
                ('province', models.CharField(blank=True, max_length=20)),
                ('contact', models.CharField(blank=True, max_length=60)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('said', models.CharField(blank=True, choices=casecall.inviting.rules.standing_choices, max_length=12)),
                ('note', models.TextField(blank=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addressees', to='calls.call')),
            ],
            options={
                'ordering': ['order', 'id'],
                'constraints': [models.UniqueConstraint(fields=('call', 'same'), name='addressee_once')],
            },
        ),
    ]
